declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface Options {
    url: string;
    dom_id: string;
    deepLinking?: boolean;
    validatorUrl?: string | null;
    withCredentials?: boolean;
  }
  export default function SwaggerUI(options: Options): unknown;
}

declare module 'swagger-ui-dist/swagger-ui.css';
